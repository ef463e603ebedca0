using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HwbcPortal.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ProgrammeRegister : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "Hours",
                table: "Programmes",
                type: "decimal(18,10)",
                precision: 18,
                scale: 10,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "RetiredOn",
                table: "Programmes",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ValidityMonths",
                table: "Programmes",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LookedUpAt",
                table: "Accreditations",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "LookedUpById",
                table: "Accreditations",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "LookedUpOn",
                table: "Accreditations",
                type: "date",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Accreditations_LookedUpById",
                table: "Accreditations",
                column: "LookedUpById");

            migrationBuilder.AddForeignKey(
                name: "FK_Accreditations_People_LookedUpById",
                table: "Accreditations",
                column: "LookedUpById",
                principalTable: "People",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Accreditations_People_LookedUpById",
                table: "Accreditations");

            migrationBuilder.DropIndex(
                name: "IX_Accreditations_LookedUpById",
                table: "Accreditations");

            migrationBuilder.DropColumn(
                name: "Hours",
                table: "Programmes");

            migrationBuilder.DropColumn(
                name: "RetiredOn",
                table: "Programmes");

            migrationBuilder.DropColumn(
                name: "ValidityMonths",
                table: "Programmes");

            migrationBuilder.DropColumn(
                name: "LookedUpAt",
                table: "Accreditations");

            migrationBuilder.DropColumn(
                name: "LookedUpById",
                table: "Accreditations");

            migrationBuilder.DropColumn(
                name: "LookedUpOn",
                table: "Accreditations");
        }
    }
}
